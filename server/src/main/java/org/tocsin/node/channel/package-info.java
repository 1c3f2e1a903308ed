/// Ways to reach a duty officer: mail, a webhook, a command of this machine, the terminal; each attempt with a deadline
/// and an outcome that is written down.
@NullMarked
package org.tocsin.node.channel;

import org.jspecify.annotations.NullMarked;
