/// gRPC services, one interceptor list, faults to statuses. Thin.
@NullMarked
package org.tocsin.node.edge;

import org.jspecify.annotations.NullMarked;
