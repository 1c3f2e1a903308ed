/// Drafts of agreements: a file that people edit, with every term commented, and the terms that it says.
@NullMarked
package org.tocsin.cli.draft;

import org.jspecify.annotations.NullMarked;
