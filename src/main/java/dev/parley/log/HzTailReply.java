package dev.parley.log;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.parley.log.TailReply.Status;
import java.io.IOException;

/** A {@link TailReply} on its way between nodes. */
final class HzTailReply implements IdentifiedDataSerializable {

    private TailReply reply;

    HzTailReply() {
        this(TailReply.unknown());
    }

    HzTailReply(TailReply reply) {
        this.reply = reply;
    }

    TailReply reply() {
        return reply;
    }

    @Override
    public int getFactoryId() {
        return HzTailFactory.ID;
    }

    @Override
    public int getClassId() {
        return HzTailFactory.REPLY;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(reply.status().name());
        out.writeLong(reply.term());
        HzTail.writePosition(out, reply.head());
        HzTail.writeEntries(out, reply.recent());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        String status = in.readString();
        if (status == null) {
            throw new IOException("a reply without status");
        }
        reply = new TailReply(Status.valueOf(status), in.readLong(), HzTail.readPosition(in), HzTail.readEntries(in));
    }
}
