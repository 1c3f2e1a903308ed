/// Puts into words, tables and pages what a node answers to officers who ask why, and what went out.
@NullMarked
package org.tocsin.cli.insight;

import org.jspecify.annotations.NullMarked;
