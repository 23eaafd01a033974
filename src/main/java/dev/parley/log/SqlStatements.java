package dev.parley.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The prepared statements of one connection, made when first used. Owned by the connection's thread. */
final class SqlStatements {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    SqlStatements(Connection connection) {
        this.connection = connection;
    }

    /** The statement with this text; its parameters are as the last user left them. Not to be closed. */
    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Lets all go. Needed after a failure: the driver destroys a statement that met a full disk or an I/O error. */
    void forget() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // Reset tells once more of the failure that brought us here.
                System.getLogger("dev.parley.log")
                        .log(System.Logger.Level.DEBUG, "event=archive-statement-dropped said={0}", e);
            }
        }
        prepared.clear();
    }
}
