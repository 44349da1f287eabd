using System.Runtime.InteropServices;

namespace Purchases.Local.Connections;

/// <summary>
/// How many connections may be open at once: as many as leave descriptors for the data files and memory for everything else.
/// </summary>
internal static class ConnectionLimit
{
    /// <summary>
    /// What a connection may send ahead, in bytes: the largest body that a function takes, and the headers before it. The operating system
    /// buffers about as much again of requests, and twice as much of answers.
    /// </summary>
    public const int BufferBytesMax = 128 * 1024;

    /// <summary>A single box needs no more, and each costs memory.</summary>
    public const int Most = 4096;

    /// <summary>At least so many, even where descriptors are scarce.</summary>
    public const int Least = 4;

    // A connection itself, and what a call of it opens: a database with its write-ahead log, or a connection to the api server.
    private const int DescriptorsEach = 3;

    // What the runtime loads later, and the data files beyond those that are open all the time.
    private const int DescriptorsKept = 48;

    // What is open at the start, most of it the runtime's own assemblies, and room for the fewest connections; a little more than measured.
    private const int DescriptorsLeast = 320;

    // All bodies together get an eighth.
    private const int MemoryShare = 8;

    // RLIMIT_NOFILE of getrlimit(2).
    private static readonly int DescriptorLimit = OperatingSystem.IsLinux() ? 7 : 8;

    /// <param name="descriptors">How many files and connections this process may open beyond those that are open.</param>
    /// <param name="memoryBytes">What it may use.</param>
    public static int Of(long descriptors, long memoryBytes)
    {
        var fit = Math.Min((descriptors - DescriptorsKept) / DescriptorsEach, memoryBytes / MemoryShare / BufferBytesMax);
        return (int)Math.Clamp(fit, Least, Most);
    }

    /// <summary>The same for this process, now.</summary>
    public static int OfProcess() => Of(DescriptorsLeft(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>With less the runtime spins when it needs a descriptor, and then ends the process.</summary>
    /// <exception cref="StartupException">This process may not open enough files.</exception>
    public static void Check()
    {
        if (Descriptors() is { } most && most < DescriptorsLeast)
        {
            throw new StartupException(
                $"This process may open only {most} files and connections; raise the limit to {DescriptorsLeast} (ulimit -n).");
        }
    }

    private static long DescriptorsLeft()
    {
        if (Descriptors() is not { } most) return long.MaxValue;

        return most - Directory.EnumerateFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd").Count();
    }

    // Null where there is no such limit, as on Windows.
    private static long? Descriptors() => OperatingSystem.IsWindows() || GetLimits(DescriptorLimit, out var limits) != 0
        ? null
        : (long)Math.Min(limits.Now, int.MaxValue);

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimits(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public nuint Now;
        public nuint Most;
    }
}
