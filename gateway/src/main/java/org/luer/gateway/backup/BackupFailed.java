package org.luer.gateway.backup;

/** Why a backup or a restore was not done, in words for the operator; without any patient data. */
public final class BackupFailed extends Exception {
  private static final long serialVersionUID = 1L;

  public BackupFailed(String reason) {
    super(reason);
  }

  public BackupFailed(String reason, Throwable cause) {
    super(reason, cause);
  }
}
