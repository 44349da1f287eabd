namespace Purchases.Local;

/// <summary>What the command line says.</summary>
internal sealed record LocalOptions
{
    /// <summary>The data directory, relative to the current one. Its default clashes with no directory that other programs use.</summary>
    public string Data { get; init; } = "purchases-data";

    /// <summary>Addresses to listen on, separated by semicolons; http only.</summary>
    public string Urls { get; init; } = "http://localhost:7071";

    /// <summary>Whether other machines may call without a key.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>How long events stay on the log after they were recorded.</summary>
    public Retention Retain { get; init; } = Retention.Parse(Retention.Unset);

    /// <summary>Settings that stand above the environment's, for a host that another program starts.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Where host.json and local.settings.json are looked for first.</summary>
    public string CurrentDirectory { get; init; } = Environment.CurrentDirectory;
}
