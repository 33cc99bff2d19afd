using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Access.Tokens;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Ranges of <see cref="AccessOptions"/>, and what they need of each other.</summary>
internal static class AccessOptionsRules
{
    /// <exception cref="SettingException">Something is out of its range, or missing.</exception>
    public static void Check(BridgeOptions options)
    {
        var access = options.Access;
        BridgeOptionsRules.Require(
            access.AllowAnonymous || access.Users.Count > 0 || access.DeviceKeysFile is not null || access.TokenKeysFile is not null || access.ClientCaFile is not null,
            "Bridge__AllowAnonymous", "false", "true, or else one of Bridge__Users__<name>, Bridge__DeviceKeysFile, Bridge__TokenKeysFile, Bridge__ClientCaFile must be set");
        foreach (var (user, password) in access.Users)
            BridgeOptionsRules.Require(password.Length > 0, $"Bridge__Users__{user}", "", "a password");
        foreach (var (user, tenant) in access.UserTenants)
        {
            BridgeOptionsRules.Require(access.Users.ContainsKey(user), $"Bridge__UserTenants__{user}", tenant, $"left out, or else Bridge__Users__{user} must be set");
            BridgeOptionsRules.Require(TopicRoute.IsName(tenant), $"Bridge__UserTenants__{user}", tenant, TopicRoute.NameRule);
        }
        BridgeOptionsRules.Require(access.ClientCaFile is null || options.CertificateFile is not null, "Bridge__ClientCaFile", access.ClientCaFile, "used with Bridge__CertificateFile: devices show certificates over TLS only");
        BridgeOptionsRules.Require(access.RevocationFile is null || access.ClientCaFile is not null, "Bridge__RevocationFile", access.RevocationFile, "used with Bridge__ClientCaFile");
        BridgeOptionsRules.Require(!access.RequireClientCertificate || access.ClientCaFile is not null, "Bridge__RequireClientCertificate", "true", "used with Bridge__ClientCaFile");
        BridgeOptionsRules.Require(access.TokenKeysFile is null || access.TokenIssuer.Length > 0, "Bridge__TokenIssuer", access.TokenIssuer, "set when Bridge__TokenKeysFile is");
        BridgeOptionsRules.Require(access.TokenKeysFile is null || access.TokenAudience.Length > 0, "Bridge__TokenAudience", access.TokenAudience, "set when Bridge__TokenKeysFile is");
        BridgeOptionsRules.Range("Bridge__SessionForSeconds", (long)access.SessionFor.TotalSeconds, 1, (long)SessionTokens.Longest.TotalSeconds);
        BridgeOptionsRules.Range("Bridge__ChallengeForSeconds", (long)access.ChallengeFor.TotalSeconds, 0, 30 * 86_400);
        BridgeOptionsRules.Require(access.RiskNight.Length == 0 || NightHours.Read(access.RiskNight) is not null, "Bridge__RiskNight", access.RiskNight, "hours and their distance from UTC, as in 22:00-06:00+01:00");
        BridgeOptionsRules.Require(access.SuspiciousFile is null || access.Risk, "Bridge__SuspiciousFile", access.SuspiciousFile, "used with Bridge__Risk=true");
        BridgeOptionsRules.Range("Bridge__AuditBytes", access.AuditBytes, 64 << 10, 1L << 40);
        BridgeOptionsRules.Range("Bridge__DeviceMessagesPerSecond", access.DeviceMessagesPerSecond, 0, 1_000_000);
        BridgeOptionsRules.Range("Bridge__DeviceBytesPerSecond", access.DeviceBytesPerSecond, 0, int.MaxValue);
        BridgeOptionsRules.Range("Bridge__TenantMessagesPerSecond", access.TenantMessagesPerSecond, 0, 10_000_000);
        BridgeOptionsRules.Range("Bridge__TenantBytesPerSecond", access.TenantBytesPerSecond, 0, int.MaxValue);
        BridgeOptionsRules.Range("Bridge__TenantConnections", access.TenantConnections, 0, 10_000_000);
        BridgeOptionsRules.Range("Bridge__FailuresToRefuse", access.FailuresToRefuse, 0, 1_000_000);
        BridgeOptionsRules.Range("Bridge__RefuseForSeconds", (long)access.RefuseFor.TotalSeconds, 1, 86_400);
    }
}
