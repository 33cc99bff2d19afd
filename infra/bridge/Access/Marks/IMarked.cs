namespace ServerlessIot.Bridge.Access.Marks;

/// <summary>Keys or authorities of a file.</summary>
internal interface IMarked
{
    /// <summary>A mark of each that counts.</summary>
    IReadOnlyList<CredentialMark> Marks { get; }
}
