package org.luer.gateway.mllp;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets through the first frame behind each message that is sent: what a receiver answers once more
 * counts for nothing, whichever of the two somebody would have read first.
 */
final class OneAnswer extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OneAnswer.class);

  private boolean asked;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    asked = true;
    var unused = ctx.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    if (asked) {
      asked = false;
      ctx.fireChannelRead(frame);
    } else {
      LOG.warn("{} answered more than once; only the first counts", ctx.channel().remoteAddress());
    }
  }
}
