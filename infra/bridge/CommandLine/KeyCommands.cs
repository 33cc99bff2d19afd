using System.CommandLine;
using System.Security.Cryptography;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Keys;
using ServerlessIot.Bridge.Authority;

namespace ServerlessIot.Bridge.CommandLine;

/// <summary><c>keys</c>: group keys, and the passwords of devices that follow from them.</summary>
internal static class KeyCommands
{
    private static readonly Option<string> File = new("--file") { Description = "File of group keys, as for Bridge__DeviceKeysFile.", DefaultValueFactory = _ => "device.keys" };

    public static Command Build() => new("keys", "Group keys, and the devices' passwords that follow from them.") { Create(), Password(), Session() };

    private static Command Create()
    {
        var command = new Command("create", "Makes a file with a new group key. To change keys, put a new one on the file's first line: the older ones go on to count.") { File };
        command.SetAction(result =>
        {
            try
            {
                PrivateFile.Write(result.GetValue(File)!, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
                Console.WriteLine($"Made a key. Give bridges Bridge__DeviceKeysFile={Path.GetFullPath(result.GetValue(File)!)}.");
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static Command Session()
    {
        var file = new Option<string>("--file") { Description = "File of the key, as for Bridge__SessionKeyFile.", DefaultValueFactory = _ => "session.pem" };
        var command = new Command("session", "Makes a file with a new key for session tokens. To change keys, put a new one first in the file: the older ones go on to count.") { file };
        command.SetAction(result =>
        {
            try
            {
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                PrivateFile.Write(result.GetValue(file)!, key.ExportPkcs8PrivateKeyPem() + "\n");
                Console.WriteLine($"Made a key. Give bridges Bridge__SessionKeyFile={Path.GetFullPath(result.GetValue(file)!)}.");
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static Command Password()
    {
        var device = new Argument<string>("device") { Description = "tenant/device: also the user name that goes with the password." };
        var command = new Command("password", "Prints the password of a device.") { device, File };
        command.SetAction(result =>
        {
            try
            {
                var keys = DeviceKeys.Read(System.IO.File.ReadAllBytes(result.GetValue(File)!));
                if (!result.GetValue(device)!.Contains('/', StringComparison.Ordinal) || DeviceNames.Parse(result.GetValue(device)!, "") is not { } identity)
                    throw new FormatException($"'{result.GetValue(device)}' is no tenant/device.");
                Console.WriteLine(keys.PasswordOf(identity));
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }
}
