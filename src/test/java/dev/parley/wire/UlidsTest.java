package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UlidsTest {

    private static final SecureRandom CHANCE = new SecureRandom();

    @Test
    void shouldSortByTime() {
        assertThat(Ulids.text(1_700_000_000_000L, CHANCE)).isLessThan(Ulids.text(1_700_000_000_001L, CHANCE));
        assertThat(Ulids.text(0, CHANCE)).startsWith("0000000000").matches("[0-9A-HJKMNP-TV-Z]{26}");
    }

    @Test
    void shouldBeAnotherOneEachTime() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(Ulids.text(0, CHANCE));
        }
        assertThat(ids).hasSize(10_000);
    }
}
