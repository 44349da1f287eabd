using System.CommandLine;

namespace Purchases.Benchmarks;

/// <summary>The command line of Purchases.Benchmarks, and its --help.</summary>
internal static class Arguments
{
    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Fewer and shorter rounds on less data: about two minutes. Its ratios are less reliable.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Existing directory for the servers' data. Choose the disk that counts: a buy waits for its sync.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.GetTempPath(),
    };

    private static readonly Option<bool> Micro = new("--micro")
    {
        Description = "Run the micro-benchmarks of the hot paths instead (BenchmarkDotNet).",
    };

    /// <param name="names">The names that --only accepts.</param>
    /// <returns>The process's exit code, from one of the two functions.</returns>
    /// <exception cref="BenchmarkException">An option is unknown, lacks its value, or names no promise.</exception>
    public static Task<int> RunAsync(
        string[] args,
        IReadOnlyCollection<string> names,
        Func<BenchmarkOptions, CancellationToken, Task<int>> measure,
        Func<bool, int> micro)
    {
        var only = new Option<string?>("--only")
        {
            Description = $"Promises to measure, separated by commas: {string.Join(", ", names)}.",
            HelpName = "NAMES",
        };
        var root = new RootCommand("Measures the performance targets as ratios against a near-optimal baseline on the same machine.")
        {
            Quick, only, Data, Micro,
        };
        root.SetAction((parsed, stop) =>
        {
            var options = new BenchmarkOptions(parsed.GetValue(Quick), Parse(parsed.GetValue(only), names), parsed.GetValue(Data)!);
            return parsed.GetValue(Micro) ? Task.FromResult(micro(options.Quick)) : measure(options, stop);
        });

        var line = root.Parse(args);
        if (line.Errors.Count > 0) throw new BenchmarkException($"{line.Errors[0].Message.TrimEnd('.')}. See --help.");

        // Errors are printed by Program. After Ctrl+C servers have to be stopped and folders deleted.
        return line.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    private static string[] Parse(string? text, IReadOnlyCollection<string> all)
    {
        var names = text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [.. all];
        return names.Length > 0 && names.All(all.Contains)
            ? names
            : throw new BenchmarkException($"--only is '{text}'. Choose from {string.Join(", ", all)}, separated by commas.");
    }
}

/// <param name="Quick">Fewer and shorter rounds on less data.</param>
/// <param name="Only">Names of the promises to measure.</param>
/// <param name="Data">Where the servers keep their data while they are measured.</param>
internal sealed record BenchmarkOptions(bool Quick, IReadOnlyCollection<string> Only, string Data);

/// <summary>A measurement failed or would be meaningless. The message is one line for the person at the terminal.</summary>
internal sealed class BenchmarkException(string message, Exception? innerException = null) : Exception(message, innerException);
