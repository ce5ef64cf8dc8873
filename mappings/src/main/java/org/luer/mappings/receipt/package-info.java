/**
 * Receipts: what of a source arrived in a translation, measured by translating there and back and
 * comparing leaf by leaf. Format-generic; an exchange says how to translate and what its rules are.
 */
package org.luer.mappings.receipt;
