package dev.parley.log;

import java.sql.SQLException;

/** A connection to the file and what one thread does with it. */
interface ArchiveConnection extends AutoCloseable {

    /** Makes it usable again after something failed, and remembers what that says of the archive. */
    void afterFailure(ArchiveException why);

    @Override
    void close() throws SQLException;
}
