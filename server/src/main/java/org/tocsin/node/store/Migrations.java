package org.tocsin.node.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/// Brings a database to this program's schema. Each room adds its tables in a file of its own, `V<nn>__<room>.sql`; a
/// file that was released is never changed. What an unreleased build made is refused.
final class Migrations {
    static final String LOCATION = "classpath:org/tocsin/node/store/migration";

    /// SQLite's READONLY, IOERR, FULL and CANTOPEN: the file may be sound.
    private static final Set<Integer> OF_THE_DISK = Set.of(8, 10, 13, 14);

    private Migrations() {}

    /// What a database's schema is now.
    ///
    /// @param migrated whether it was another one until now
    record Schema(String version, boolean migrated) {}

    /// @throws StoreException `REFUSED` if the database has a schema that this program does not know, before anything
    /// was
    ///     changed
    static Schema run(DataSource source, Engine engine) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .placeholders(engine.placeholders())
                    .locations(LOCATION)
                    .validateMigrationNaming(true)
                    .load();
            refuseNewer(flyway.info().all());
            refuseUnreleased(flyway);
            boolean migrated = flyway.migrate().migrationsExecuted > 0;
            return new Schema(String.valueOf(flyway.info().current().getVersion()), migrated);
        } catch (StoreException known) {
            throw known;
        } catch (RuntimeException e) {
            // Not only what Flyway declares: a damaged schema makes it stumble.
            throw notOurs(e);
        }
    }

    /// @throws StoreException `REFUSED` unless the schema is exactly this program's
    static void check(DataSource source, Engine engine) {
        MigrationInfo[] all;
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .placeholders(engine.placeholders())
                    .locations(LOCATION)
                    .load();
            all = flyway.info().all();
            refuseNewer(all);
            refuseUnreleased(flyway);
        } catch (StoreException known) {
            throw known;
        } catch (RuntimeException e) {
            // Not only what Flyway declares: a damaged schema makes it stumble.
            throw notOurs(e);
        }
        if (Arrays.stream(all).noneMatch(info -> info.getState().isApplied())) {
            throw new StoreException(
                    StoreException.Cause.REFUSED,
                    "holds no table of this program: it is empty, or another's; nothing of this node is in it");
        }
        if (Arrays.stream(all).anyMatch(info -> !info.getState().isApplied())) {
            throw new StoreException(
                    StoreException.Cause.REFUSED,
                    "the database has an older schema than this program: start the node once to bring it up to date");
        }
    }

    /// A migration that was applied with another text: nothing was released with it, so there is no way on from it.
    private static void refuseUnreleased(Flyway flyway) {
        boolean changed = flyway.validateWithResult().invalidMigrations.stream()
                .anyMatch(invalid -> invalid.errorDetails.errorCode == CoreErrorCode.CHECKSUM_MISMATCH);
        if (changed) {
            throw new StoreException(
                    StoreException.Cause.REFUSED,
                    "the database was made by an unreleased build of this program, with other tables: begin with a new one");
        }
    }

    /// One line, of the innermost cause: what wraps it speaks at length of migrations.
    private static StoreException notOurs(RuntimeException failed) {
        Throwable innermost = failed;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String said = failed instanceof FlywayException ? innermost.getMessage() : "its schema cannot be read";
        String why = String.valueOf(said)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        if (innermost instanceof SQLException driver && OF_THE_DISK.contains(driver.getErrorCode() & 0xff)) {
            return new StoreException(StoreException.Cause.MEDIUM, "the database cannot be opened: " + why, failed);
        }
        return new StoreException(StoreException.Cause.REFUSED, "is not a database of this program: " + why, failed);
    }

    private static void refuseNewer(MigrationInfo[] all) {
        for (MigrationInfo info : all) {
            MigrationState state = info.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new StoreException(
                        StoreException.Cause.REFUSED,
                        "the database has schema " + info.getVersion()
                                + ", which a newer program made: run that program, or restore a backup made before it");
            }
        }
    }
}
