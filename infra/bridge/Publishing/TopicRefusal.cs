namespace ServerlessIot.Bridge.Publishing;

/// <summary>Why nothing may be published to a topic.</summary>
internal enum TopicRefusal
{
    /// <summary>It is none: empty, longer than 1,024 bytes, or with wildcards or control characters.</summary>
    Invalid,

    /// <summary>The topic map does not know it.</summary>
    Unknown,

    /// <summary>It is another device's or tenant's.</summary>
    Foreign,

    /// <summary>The tenant is bound to another region.</summary>
    Elsewhere,
}
