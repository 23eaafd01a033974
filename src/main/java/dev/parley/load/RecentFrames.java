package dev.parley.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what nodes sent, and remembers the last messages with entries as they were read.
 *
 * <p>All readers of a room are sent the same text. Reading it once for all of them keeps the tool cheaper than the node that it measures, and
 * hides nothing: a message that differs in a single character is read anew. One event loop.
 */
final class RecentFrames {

    private static final int REMEMBERED = 256;
    private static final int LONGEST = 16_384;

    private final Map<String, List<ServerFrame>> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<ServerFrame>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * The frames of one text message, in order. Not to be changed.
     *
     * @throws IllegalArgumentException when the text breaks the protocol, which is a bug of the node
     */
    List<ServerFrame> read(String text) {
        List<ServerFrame> known = recent.get(text);
        if (known != null) {
            return known;
        }
        List<ServerFrame> frames = FrameReader.read(text);
        if (text.length() <= LONGEST
                && frames.stream().noneMatch(frame -> frame.entries().isEmpty())) {
            recent.put(text, frames);
        }
        return frames;
    }
}
