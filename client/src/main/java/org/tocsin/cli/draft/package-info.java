/// Drafts of agreements, and profiles of teams: files that people edit, with every part commented, and what they say.
@NullMarked
package org.tocsin.cli.draft;

import org.jspecify.annotations.NullMarked;
