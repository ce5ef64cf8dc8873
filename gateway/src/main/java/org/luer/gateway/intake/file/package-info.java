/** Files of HL7 v2 messages, batches among them, from a partner's folder. */
@NullMarked
package org.luer.gateway.intake.file;

import org.jspecify.annotations.NullMarked;
