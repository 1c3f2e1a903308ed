/// Channels to other nodes and to one's own: deadlines, retries, streams.
@NullMarked
package org.tocsin.peer;

import org.jspecify.annotations.NullMarked;
