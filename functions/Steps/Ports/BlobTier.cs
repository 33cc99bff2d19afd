namespace ServerlessIot.Steps.Ports;

/// <summary>Access tier of a blob: the later, the cheaper to keep and the dearer to read.</summary>
public enum BlobTier : byte
{
    /// <summary>Read at once.</summary>
    Hot = 0,

    /// <summary>Read at once; meant to stay for 30 days at least.</summary>
    Cool = 1,

    /// <summary>Read at once; meant to stay for 90 days at least.</summary>
    Cold = 2,

    /// <summary>Read hours after it was asked for; meant to stay for 180 days at least.</summary>
    Archive = 3,
}
