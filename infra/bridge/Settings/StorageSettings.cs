using Microsoft.Extensions.Configuration;
using ServerlessIot.Adapters.Blobs;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Reads where published rules lie, and who is out of service: settings <c>Storage__…</c>, the same as the functions'.</summary>
internal static class StorageSettings
{
    private const string Secret = "…";

    /// <summary>Account and container of a region; null when none is named.</summary>
    /// <param name="section">Section <c>Storage</c>.</param>
    /// <param name="region">Where the bridge is; empty for nowhere in particular.</param>
    /// <exception cref="SettingException">They are unusable.</exception>
    public static BlobSettings? Read(IConfigurationSection section, string region)
    {
        var settings = Of(section) with { Regions = section.GetSection("Regions").GetChildren().ToDictionary(child => child.Key, Of, StringComparer.OrdinalIgnoreCase) };
        try
        {
            settings = settings.In(region);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingException("Regions__Here", region, $"a region that has an account ({e.Message})");
        }
        return settings.ConnectionString.Length == 0 && settings.AccountUri is null ? null : settings;
    }

    /// <summary>The container's blobs.</summary>
    /// <exception cref="SettingException">The connection string is none.</exception>
    public static AzureBlobStore Open(BlobSettings settings)
    {
        try
        {
            return new AzureBlobStore(settings);
        }
        catch (FormatException e)
        {
            throw new SettingException("Storage__ConnectionString", Secret, $"the connection string of a storage account ({e.Message})");
        }
    }

    private static BlobSettings Of(IConfigurationSection section)
    {
        var (storage, defaults) = (new SettingSection(section), new BlobSettings());
        var container = storage.Text("Container", defaults.Container);
        BridgeOptionsRules.Require(container.Length is >= 3 and <= 63 && container.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'), "Storage__Container", container, "3 to 63 small letters, digits and hyphens");
        return new BlobSettings { ConnectionString = storage.Text("ConnectionString", ""), AccountUri = Account(storage.Text("AccountUri", "")), Container = container };
    }

    private static Uri? Account(string text)
    {
        if (text.Length == 0)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var account) && (account.Scheme == Uri.UriSchemeHttps || account.Scheme == Uri.UriSchemeHttp)
            ? account
            : throw new SettingException("Storage__AccountUri", text, "the blob endpoint of a storage account, such as https://ACCOUNT.blob.core.windows.net/");
    }
}
