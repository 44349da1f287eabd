namespace Purchases.Local;

/// <summary>The command line's options.</summary>
internal sealed record LocalOptions
{
    /// <summary>The data directory, relative to the current one. Its default clashes with no directory that other programs use.</summary>
    public string Data { get; init; } = "purchases-data";

    /// <summary>Addresses to listen on, separated by semicolons; http only.</summary>
    public string Urls { get; init; } = "http://localhost:7071";

    /// <summary>Whether other machines may call without a key.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>How long processed events stay on the log. The default is that of Kafka's topics.</summary>
    public TimeSpan Retain { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Settings that take precedence over the environment, for a host that another program starts.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The first directory to search for host.json and local.settings.json.</summary>
    public string CurrentDirectory { get; init; } = Environment.CurrentDirectory;
}
