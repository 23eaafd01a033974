package dev.parley.load;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.List;
import java.util.function.Consumer;

/** One client of a run: reads its room from the first entry on, writes if it is told to, and reports all to the checker. */
final class LoadSession implements ClientListener {

    private final LoadRun run;
    private final String name;
    private final String room;
    private final LogId log;
    private final HistoryChecker.Reader reader;
    private final ChatClient client;
    private final People people = new People();
    private boolean entered;

    LoadSession(LoadRun run, String name, String room, List<String> urls) {
        this.run = run;
        this.name = name;
        this.room = room;
        log = LogId.ofRoom(room);
        reader = run.checker().reader(name, log);
        reader.starts(1);
        client = new ChatClient(
                run.env(), new ClientOptions(name, run.newToken(), urls, ClientOptions.Following.CLUSTER), this);
    }

    void start() {
        client.join(room, Position.START);
        client.start();
    }

    void close() {
        client.close();
    }

    void post(String text) {
        Ulid id = run.newId();
        run.checker().posted(name, log, id);
        run.progress().posted(name, room, id, run.now());
        client.post(id, room, text);
    }

    @Override
    public void entered(String room, long from, Entered how) {
        Position kept = how == Entered.CUT ? client.position(room) : null;
        if (kept != null) {
            reader.cut(kept);
        } else if (how == Entered.RESET) {
            reader.reset(from);
        } else if (how == Entered.AFRESH) {
            reader.starts(from);
        }
        if (!entered) {
            entered = true;
            run.sessionEntered();
        }
    }

    @Override
    public void welcome(String node, String url) {
        people.forget();
    }

    @Override
    public void people(String of, Consumer<People> told) {
        told.accept(people);
    }

    @Override
    public void entries(String room, List<ServerFrame.Seen> entries) {
        for (ServerFrame.Seen entry : entries) {
            reader.delivered(entry.seq(), entry.id(), entry.digest());
        }
        run.delivered(this, entries.get(entries.size() - 1).seq());
    }

    @Override
    public void acked(Ulid id, String room, Position position) {
        run.checker().acked(name, LogId.ofRoom(room), id, position);
        if (run.progress().acked(id, run.now())) {
            run.answered(this);
        }
    }

    @Override
    public void refused(Ulid id, ErrorCode code, String message) {
        run.checker().refused(name, id, code);
        run.progress().refused(id, code, run.now());
        if (!code.isTemporary()) {
            run.problem(name + " was refused: " + code + " " + message);
            run.answered(this);
        }
    }

    @Override
    public void disconnected(String url, String why) {
        run.disconnected();
    }

    @Override
    public void nonsense(String words) {
        run.problem(name + ": " + words);
    }

    @Override
    public void ended(int code) {
        run.problem(name + " was closed with " + code + ", which forbids to come back");
    }

    /** Who is in its room, as it was told. */
    People people() {
        return people;
    }

    String name() {
        return name;
    }

    String room() {
        return room;
    }

    ChatClient client() {
        return client;
    }
}
