/// Connections, transactions and migrations, for SQLite and PostgreSQL.
@NullMarked
package org.tocsin.node.store;

import org.jspecify.annotations.NullMarked;
