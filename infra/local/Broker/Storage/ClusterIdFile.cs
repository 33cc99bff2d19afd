namespace ServerlessIot.Broker.Storage;

/// <summary>The cluster's id: made once, kept with the log.</summary>
internal static class ClusterIdFile
{
    public static string ReadOrCreate(string directory)
    {
        var path = Path.Combine(directory, "cluster-id");
        if (File.Exists(path))
            return File.ReadAllText(path);
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        File.WriteAllText(path + ".new", id);
        File.Move(path + ".new", path, overwrite: true);
        return id;
    }
}
