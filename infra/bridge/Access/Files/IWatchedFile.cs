using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Access.Files;

/// <summary>A file that is read again from time to time.</summary>
internal interface IWatchedFile
{
    /// <summary>Reads the file again; true when what it says has changed.</summary>
    bool Refresh(ILogger logger);
}
