/// Who is on duty when, and how they are reached: officers, rotas, ladders and channels as `duty.toml` says, checked
/// whole; otherwise pure.
@NullMarked
package org.tocsin.node.duty;

import org.jspecify.annotations.NullMarked;
