/// When things happen again and again: recurrences of RFC 5545 in a time zone, as spans of time. Pure.
@NullMarked
package org.tocsin.calendar;

import org.jspecify.annotations.NullMarked;
