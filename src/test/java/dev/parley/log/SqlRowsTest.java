package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.EntryId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How an id is kept in 16 bytes. */
class SqlRowsTest {

    @Test
    void shouldKeepAllBitsOfAnId() {
        assertThat(hex("00000000000000000000000001")).isEqualTo("00000000000000000000000000000001");
        assertThat(hex("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isEqualTo("ffffffffffffffffffffffffffffffff");
        // The example of the ULID specification, time 1469918176385.
        assertThat(hex("01ARYZ6S41TSV4RRFFQ69G5FAV")).isEqualTo("01563df36481d6764c61efb99302bd5b");
    }

    @Test
    void shouldSortBytesAsTexts() {
        List<String> ids = List.of(
                "00000000000000000000000009",
                "0000000000000000000000000A",
                "00000000000000000000000010",
                "01ARYZ6S41TSV4RRFFQ69G5FAV",
                "01ARYZ6S42000000000000000Z",
                "40000000000000000000000000");
        for (int i = 1; i < ids.size(); i++) {
            byte[] lower = SqlRows.bytes(new EntryId(ids.get(i - 1)));
            byte[] higher = SqlRows.bytes(new EntryId(ids.get(i)));
            assertThat(Arrays.compareUnsigned(lower, higher)).as(ids.get(i)).isNegative();
        }
    }

    private static String hex(String id) {
        return HexFormat.of().formatHex(SqlRows.bytes(new EntryId(id)));
    }
}
