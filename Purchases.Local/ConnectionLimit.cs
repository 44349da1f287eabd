using System.Globalization;

namespace Purchases.Local;

/// <summary>How many connections may be open at once: so many that descriptors are left for the runtime and the data files.</summary>
internal static class ConnectionLimit
{
    // A single machine needs no more.
    private const int Most = 4096;

    // What the runtime and the data files have open, and what is accepted only to be closed.
    private const int OtherDescriptors = 300;

    // A connection itself, and what its call opens: a database with its write-ahead log, or a connection to the api server.
    private const int DescriptorsEach = 3;

    /// <summary>The limit for a process that may open so many descriptors.</summary>
    /// <exception cref="StartupException">They are too few: a runtime that needs one and has none left ends the process.</exception>
    public static int Of(long descriptors) => (descriptors - OtherDescriptors) / DescriptorsEach is > 0 and var limit
        ? (int)Math.Min(limit, Most)
        : throw new StartupException(
            $"This process may open only {descriptors} files and connections. Raise the limit to 1024 (ulimit -n).");

    /// <summary>The limit for this process. Only Linux has a file that says how many descriptors it may open.</summary>
    /// <exception cref="StartupException">It may open too few.</exception>
    public static int OfProcess()
    {
        const string limits = "/proc/self/limits";
        var lines = File.Exists(limits) ? File.ReadLines(limits) : [];
        var soft = lines.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors)
            ? Of(descriptors)
            : Most;
    }
}
