package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestTest {

    private static final byte[] BODY = "{\"text\":\"hi\"}".getBytes(StandardCharsets.UTF_8);

    private static Digest first() {
        return Digest.NONE.next(Samples.id(1), Kind.MESSAGE, new UserId("ann"), 1_700_000_000_000L, BODY);
    }

    /** Worked out with another program: the layout is for ever, because archives hold it. */
    @Test
    void shouldHashTheKnownVector() {
        assertThat(first()).hasToString("0319634e335c625a8f119e6d30157229");
        assertThat(first().next(Samples.id(2), Kind.MESSAGE, new UserId("bob"), 1_700_000_000_001L, BODY))
                .hasToString("9f08eba6460afc77d12e36938f59d8c4");
    }

    @Test
    void shouldDependOnEveryField() {
        UserId ann = new UserId("ann");
        long at = 1_700_000_000_000L;
        assertThat(first())
                .isNotEqualTo(first().next(Samples.id(1), Kind.MESSAGE, ann, at, BODY))
                .isNotEqualTo(Digest.NONE.next(Samples.id(2), Kind.MESSAGE, ann, at, BODY))
                .isNotEqualTo(Digest.NONE.next(Samples.id(1), Kind.ROOM_CREATED, ann, at, BODY))
                .isNotEqualTo(Digest.NONE.next(Samples.id(1), Kind.MESSAGE, new UserId("bob"), at, BODY))
                .isNotEqualTo(Digest.NONE.next(Samples.id(1), Kind.MESSAGE, ann, at + 1, BODY))
                .isNotEqualTo(Digest.NONE.next(Samples.id(1), Kind.MESSAGE, ann, at, new byte[0]));
    }

    @Test
    void shouldNotConfuseTheEndOfOneFieldWithTheBeginningOfTheNext() {
        Digest one = Digest.NONE.next(Samples.id(1), new Kind("ab"), new UserId("c"), 0, BODY);
        Digest other = Digest.NONE.next(Samples.id(1), new Kind("a"), new UserId("bc"), 0, BODY);

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void shouldReadBackItsTextAndItsBytes() {
        assertThat(Digest.parse(first().toString())).isEqualTo(first());
        assertThat(Digest.of(first().bytes())).isEqualTo(first());
    }

    @Test
    void shouldRefuseTextAndBytesOfAnotherLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse("00"));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse("x".repeat(32)));
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of(new byte[15]));
    }
}
