package org.twoworlds.stream.catalogue;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Thrown where a statement of the catalogue's own could not be carried out. */
final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Cause kind;

    /** The reasons for which a statement could not be carried out. */
    enum Cause {
        /** The file is damaged: it does not hold what was written. */
        DAMAGE,
        /** The disk is full, or may not be written. */
        DISK,
        /** Another process held the file for too long. */
        BUSY
    }

    DatabaseException(SQLException e) {
        super(e.getMessage(), e);
        kind = of(e);
    }

    Cause kind() {
        return kind;
    }

    private static Cause of(SQLException e) {
        if (!(e instanceof SQLiteException)) {
            return Cause.DAMAGE;
        }
        return switch (e.getErrorCode() & 0xff) {
            case 5, 6 -> Cause.BUSY;
            case 3, 8, 13, 14 -> Cause.DISK;
            default -> Cause.DAMAGE;
        };
    }
}
