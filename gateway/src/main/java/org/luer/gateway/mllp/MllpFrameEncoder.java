package org.luer.gateway.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Wraps each {@code byte[]} as one MLLP frame. */
public final class MllpFrameEncoder extends MessageToByteEncoder<byte[]> {
  /** An encoder for one connection. */
  public MllpFrameEncoder() {
    super(byte[].class);
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, byte[] message, ByteBuf out) {
    out.ensureWritable(message.length + 3);
    out.writeByte(MllpFrameDecoder.VT).writeBytes(message);
    out.writeByte(MllpFrameDecoder.FS).writeByte(MllpFrameDecoder.CR);
  }
}
