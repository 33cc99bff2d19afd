using System.CommandLine;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Authority;

namespace ServerlessIot.Bridge.CommandLine;

/// <summary><c>ca</c>: a certificate authority for devices.</summary>
internal static class AuthorityCommands
{
    private static readonly Option<string> Folder = new("--folder") { Description = "Folder of the authority.", DefaultValueFactory = _ => "ca" };

    public static Command Build(TimeProvider time) => new("ca", "A certificate authority for devices, in a folder: create, issue, revoke, list.")
    {
        Create(time), Issue(time), Revoke(time), Publish(time), List(time),
    };

    private static Command Create(TimeProvider time)
    {
        var name = new Option<string>("--name") { Description = "Common name of the authority.", DefaultValueFactory = _ => "ServerlessIot devices" };
        var command = new Command("create", "Makes an authority: ca.pem and crl.pem are for bridges, ca.key stays here and is to be kept secret.") { Folder, name };
        command.SetAction(result => Try(() =>
        {
            using var authority = CertificateAuthority.Create(result.GetValue(Folder)!, result.GetValue(name)!, time);
            var folder = Path.GetFullPath(result.GetValue(Folder)!);
            Console.WriteLine($"Made an authority. Give bridges Bridge__ClientCaFile={Path.Combine(folder, "ca.pem")} and Bridge__RevocationFile={Path.Combine(folder, "crl.pem")}.");
        }));
        return command;
    }

    private static Command Issue(TimeProvider time)
    {
        var device = new Argument<string?>("device") { Description = "tenant/device.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file") { Description = "Devices from a file, one tenant/device a line." };
        var request = new Option<string?>("--request") { Description = "PEM file with the device's certificate request: its key never leaves it." };
        var output = new Option<string>("--out") { Description = "Folder for certificates and keys: TENANT/DEVICE.pem and .key.", DefaultValueFactory = _ => "devices" };
        var command = new Command("issue", "Issues certificates that are valid for a year; again for a device that has one: that renews it.") { device, file, request, output, Folder };
        command.Aliases.Add("renew");
        command.SetAction(result => Try(() =>
        {
            var devices = Devices(result.GetValue(device), result.GetValue(file));
            using var authority = CertificateAuthority.Open(result.GetValue(Folder)!, time);
            var issued = result.GetValue(request) is { } path
                ? [authority.Issue(devices.Count == 1 ? devices[0] : throw new AuthorityException("--request is for one device."), File.ReadAllText(path))]
                : authority.Issue(devices);
            foreach (var one in issued)
                Write(one, result.GetValue(output)!);
            Console.WriteLine($"Issued {issued.Count} {(issued.Count == 1 ? "certificate" : "certificates")} into {Path.GetFullPath(result.GetValue(output)!)}.");
        }));
        return command;
    }

    private static Command Revoke(TimeProvider time)
    {
        var device = new Argument<string>("device") { Description = "tenant/device." };
        var command = new Command("revoke", "Revokes all certificates of a device; bridges that read crl.pem end its connections within seconds.") { device, Folder };
        command.SetAction(result => Try(() =>
        {
            using var authority = CertificateAuthority.Open(result.GetValue(Folder)!, time);
            Console.WriteLine($"Revoked {authority.Revoke(Device(result.GetValue(device)!))} of {result.GetValue(device)}.");
        }));
        return command;
    }

    private static Command Publish(TimeProvider time)
    {
        var command = new Command("publish", "Writes crl.pem anew; once a week at least, since a list says until when it is good.") { Folder };
        command.SetAction(result => Try(() =>
        {
            using var authority = CertificateAuthority.Open(result.GetValue(Folder)!, time);
            authority.WriteRevocations();
        }));
        return command;
    }

    private static Command List(TimeProvider time)
    {
        var command = new Command("list", "Lists the certificates that count: device, serial number, end.") { Folder };
        command.SetAction(result => Try(() =>
        {
            using var authority = CertificateAuthority.Open(result.GetValue(Folder)!, time);
            foreach (var entry in authority.Standing())
                Console.WriteLine($"{entry.Tenant}/{entry.Device}  {entry.Serial}  {entry.NotAfter:u}");
        }));
        return command;
    }

    private static List<DeviceIdentity> Devices(string? one, string? file)
    {
        if (one is null == file is null)
            throw new AuthorityException("Give one tenant/device, or --file with many.");
        var lines = one is not null ? [one] : File.ReadLines(file!).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#');
        return [.. lines.Select(Device)];
    }

    private static DeviceIdentity Device(string text) =>
        text.Contains('/', StringComparison.Ordinal) && !text.Contains("..", StringComparison.Ordinal) && DeviceNames.Parse(text, "") is { Tenant.Length: <= 64, Device.Length: <= 64 } device
            ? device
            : throw new AuthorityException($"'{text}' is no tenant/device: each 1 to 64 characters without '/', '+', '#' or '..'.");

    private static void Write(IssuedCertificate one, string output)
    {
        var folder = Directory.CreateDirectory(Path.Combine(output, one.Tenant)).FullName;
        var path = Path.Combine(folder, one.Device);
        if (one.KeyPem is { } key)
        {
            File.Delete(path + ".key");
            PrivateFile.Write(path + ".key", key + "\n");
        }
        File.WriteAllText(path + ".pem", one.CertificatePem);
    }

    private static int Try(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception e) when (e is AuthorityException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
