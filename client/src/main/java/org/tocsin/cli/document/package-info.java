/// Documents as people hand them to commands: files, lines of files, compressed or not, or standard input.
@NullMarked
package org.tocsin.cli.document;

import org.jspecify.annotations.NullMarked;
