/// What the field talks about: teams, records, statements, markings and the closed sets of outcomes. JDK only.
@NullMarked
package org.tocsin.model;

import org.jspecify.annotations.NullMarked;
