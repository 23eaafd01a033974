package dev.parley.node;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody meant. Pure. */
final class Nearest {

    private Nearest() {}

    /** The known name with the fewest differing letters, unless more than half of the letters differ. */
    static Optional<String> to(String name, List<String> known) {
        String wanted = bare(name);
        return known.stream()
                .min(Comparator.comparingInt(one -> distance(wanted, bare(one))))
                .filter(one -> 2 * distance(wanted, bare(one)) <= bare(one).length());
    }

    /** Names are compared without the marks that differ between the sources. */
    private static String bare(String name) {
        String cut = name.substring(0, Math.min(name.length(), 60));
        return cut.toLowerCase(Locale.ROOT).replace("parley_", "").replaceAll("[-_]", "");
    }

    /** Number of letters to insert, drop or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
