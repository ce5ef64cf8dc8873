package org.luer.gateway.mllp;

import io.netty.channel.ChannelHandler;
import java.util.function.Supplier;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

/** The MLLP codec in the form that camel-netty looks up: one new handler per connection. */
public final class MllpCodec {
  private MllpCodec() {}

  /** Decoders with these limits. */
  public static ChannelHandlerFactory decoder(Framing framing) {
    return factory(() -> new MllpFrameDecoder(framing));
  }

  /** What lets one answer through for each message; behind the decoder. */
  public static ChannelHandlerFactory oneAnswer() {
    return factory(OneAnswer::new);
  }

  /** Encoders. */
  public static ChannelHandlerFactory encoder() {
    return factory(MllpFrameEncoder::new);
  }

  private static ChannelHandlerFactory factory(Supplier<ChannelHandler> handlers) {
    return new DefaultChannelHandlerFactory() {
      @Override
      public ChannelHandler newChannelHandler() {
        return handlers.get();
      }
    };
  }
}
