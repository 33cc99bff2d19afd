using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Access;

/// <summary>Decides who may come in, for every protocol alike.</summary>
internal sealed class AccessControl(BridgeOptions options)
{
    private readonly SharedPasswords _passwords = new(options);

    /// <summary>Decides about one newcomer. Takes the same time whatever is wrong.</summary>
    public AccessDecision Admit(Credentials credentials)
    {
        if (_passwords.Accepts(credentials.User, credentials.Password))
            return DeviceIdentity.Unbound;
        return credentials.User is null
            ? new AccessRefusal(RefusalKind.CredentialsNeeded, "user name and password are needed")
            : new AccessRefusal(RefusalKind.CredentialsWrong, "user name or password is wrong");
    }
}
