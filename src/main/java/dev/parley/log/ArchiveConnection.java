package dev.parley.log;

import java.sql.SQLException;

/** A connection to the file and what one thread does with it. */
interface ArchiveConnection extends AutoCloseable {

    /** Makes it usable again after it threw an {@link SQLException}. */
    void afterFailure();

    @Override
    void close() throws SQLException;
}
