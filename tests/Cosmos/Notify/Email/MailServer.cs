using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ServerlessIot.Cosmos.Tests.Notify.Email;

/// <summary>A real SMTP server as a process: Debian's python3-aiosmtpd.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    // Debian's packages are those of Debian's Python.
    private const string Python = "/usr/bin/python3";
    private const string Library = "/usr/lib/python3/dist-packages/aiosmtpd";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;

    private MailServer(Process process, int port, X509Certificate2? certificate) => (this.process, Port, Certificate) = (process, port, certificate);

    public int Port { get; }

    /// <summary>Its certificate, which nobody else has signed.</summary>
    public X509Certificate2? Certificate { get; }

    public static async Task<MailServer> StartAsync(string mode)
    {
        if (!Directory.Exists(Library)) await InstallAsync();
        var script = typeof(MailServer).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(item => item.Key == "MailServer").Value!;
        List<string> arguments = [script, mode];
        X509Certificate2? certificate = null;
        if (mode != "plain")
        {
            var folder = Directory.CreateTempSubdirectory("mail-").FullName;
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=mail.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            var now = TimeProvider.System.GetUtcNow();
            certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            arguments.AddRange([Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem")]);
            await File.WriteAllTextAsync(arguments[2], certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(arguments[3], key.ExportPkcs8PrivateKeyPem());
        }

        var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true })!;
        var ready = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return new MailServer(process, int.Parse(ready!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), certificate);
    }

    /// <summary>The next mail that it took.</summary>
    public async Task<JsonElement> NextAsync() => JsonDocument.Parse((await process.StandardOutput.ReadLineAsync().WaitAsync(Patience))!).RootElement;

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Certificate?.Dispose();
    }

    private static async Task InstallAsync()
    {
        using var apt = Process.Start("/bin/sh", ["-c", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-aiosmtpd >/dev/null"]);
        await apt.WaitForExitAsync();
        Assert.True(Directory.Exists(Library), "aiosmtpd could not be installed: run 'apt-get install python3-aiosmtpd' as root.");
    }
}
