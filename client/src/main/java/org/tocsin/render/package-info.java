/// Words for typed terms: agreements in the languages of people, as text and as a page, and what differs between two.
@NullMarked
package org.tocsin.render;

import org.jspecify.annotations.NullMarked;
