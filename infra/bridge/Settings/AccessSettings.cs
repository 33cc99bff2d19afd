using Microsoft.Extensions.Configuration;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Reads <see cref="AccessOptions"/> from the section <c>Bridge</c>.</summary>
internal static class AccessSettings
{
    /// <exception cref="SettingException">A setting is no number or flag.</exception>
    public static AccessOptions Read(IConfigurationSection section)
    {
        var bridge = new SettingSection(section);
        var defaults = new AccessOptions();
        return new AccessOptions
        {
            AllowAnonymous = bridge.Flag("AllowAnonymous", defaults.AllowAnonymous),
            Users = Names(section.GetSection("Users")),
            UserTenants = Names(section.GetSection("UserTenants")),
            DeviceKeysFile = bridge.Text("DeviceKeysFile", null!),
            ClientCaFile = bridge.Text("ClientCaFile", null!),
            RequireClientCertificate = bridge.Flag("RequireClientCertificate", defaults.RequireClientCertificate),
            RevocationFile = bridge.Text("RevocationFile", null!),
            TokenKeysFile = bridge.Text("TokenKeysFile", null!),
            TokenIssuer = bridge.Text("TokenIssuer", defaults.TokenIssuer),
            TokenAudience = bridge.Text("TokenAudience", defaults.TokenAudience),
            ChallengeFor = TimeSpan.FromSeconds(bridge.Number("ChallengeForSeconds", (long)defaults.ChallengeFor.TotalSeconds)),
            SessionKeyFile = bridge.Text("SessionKeyFile", null!),
            SessionFor = TimeSpan.FromSeconds(bridge.Number("SessionForSeconds", (long)defaults.SessionFor.TotalSeconds)),
            BansFile = bridge.Text("BansFile", null!),
            Risk = bridge.Flag("Risk", defaults.Risk),
            RiskNight = bridge.Text("RiskNight", defaults.RiskNight),
            SuspiciousFile = bridge.Text("SuspiciousFile", null!),
            AuditFile = bridge.Text("AuditFile", null!),
            AuditBytes = bridge.Number("AuditBytes", defaults.AuditBytes, 1L << 40),
            DeviceMessagesPerSecond = (int)bridge.Number("DeviceMessagesPerSecond", defaults.DeviceMessagesPerSecond),
            DeviceBytesPerSecond = (int)bridge.Number("DeviceBytesPerSecond", defaults.DeviceBytesPerSecond),
            TenantMessagesPerSecond = (int)bridge.Number("TenantMessagesPerSecond", defaults.TenantMessagesPerSecond),
            TenantBytesPerSecond = (int)bridge.Number("TenantBytesPerSecond", defaults.TenantBytesPerSecond),
            TenantConnections = (int)bridge.Number("TenantConnections", defaults.TenantConnections),
            FailuresToRefuse = (int)bridge.Number("FailuresToRefuse", defaults.FailuresToRefuse),
            RefuseFor = TimeSpan.FromSeconds(bridge.Number("RefuseForSeconds", (long)defaults.RefuseFor.TotalSeconds)),
        };
    }

    private static Dictionary<string, string> Names(IConfigurationSection section) =>
        section.GetChildren().ToDictionary(u => u.Key, u => u.Value ?? "", StringComparer.Ordinal);
}
