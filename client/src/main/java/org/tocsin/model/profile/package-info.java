/// How a team is reached and what it is, in its own words: the profile that partners hold of each other, and what is
/// read from it when nobody answers. JDK only.
@NullMarked
package org.tocsin.model.profile;

import org.jspecify.annotations.NullMarked;
