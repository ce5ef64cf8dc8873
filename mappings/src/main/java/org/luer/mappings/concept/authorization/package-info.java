/** What insurers decide about requests for prior authorization. */
package org.luer.mappings.concept.authorization;
