using System.CommandLine;

namespace Purchases.Benchmarks;

/// <summary>The options of Purchases.Benchmarks, and its --help.</summary>
internal static class Arguments
{
    private static readonly BenchmarkOptions Unset = new();

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Fewer and shorter rounds, smaller data: two minutes at most.",
    };

    private static readonly Option<string> Output = new("--out")
    {
        Description = "Directory for results.json and results.svg; made when missing.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Unset.Out,
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description =
            "Existing directory in which the servers keep their data meanwhile. Choose the disk that counts: a buy waits for its sync.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Unset.Data,
    };

    private static readonly Option<bool> Micro = new("--micro")
    {
        Description = "Run the micro-benchmarks of Core's hot paths instead (BenchmarkDotNet).",
    };

    /// <param name="promises">The names that --only may give.</param>
    /// <param name="measure">Measures the promises; returns the exit code.</param>
    /// <param name="micro">Runs the micro-benchmarks instead; returns the exit code.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="BenchmarkException">An option is unknown, lacks its value, or names no promise.</exception>
    public static Task<int> RunAsync(
        string[] args,
        IReadOnlyCollection<string> promises,
        Func<BenchmarkOptions, CancellationToken, Task<int>> measure,
        Func<BenchmarkOptions, int> micro)
    {
        var only = new Option<string?>("--only")
        {
            Description = $"Promises to measure, separated by commas: {string.Join(", ", promises)}.",
            HelpName = "NAMES",
        };
        var root = new RootCommand(
            "Measures what the project promises about speed, as ratios against the nearest thing to a limit on this machine.")
        {
            Quick, only, Output, Data, Micro,
        };
        root.SetAction((parsed, stop) =>
        {
            var options = new BenchmarkOptions
            {
                Quick = parsed.GetValue(Quick),
                Only = Names(parsed.GetValue(only), promises),
                Out = parsed.GetValue(Output)!,
                Data = parsed.GetValue(Data)!,
            };
            if (!parsed.GetValue(Micro)) return measure(options, stop);
            return options.Only.Count == 0 ? Task.FromResult(micro(options)) : throw new BenchmarkException(
                "--micro measures no promise; leave out --only.");
        });

        var line = root.Parse(args);
        if (line.Errors.Count > 0) throw new BenchmarkException($"{line.Errors[0].Message.TrimEnd('.')}. See --help.");

        // Errors end in Program. After Ctrl+C there are servers to stop and folders to delete.
        return line.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    private static string[] Names(string? text, IReadOnlyCollection<string> promises)
    {
        if (text is null) return [];

        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0) throw new BenchmarkException($"--only names no promise; there are {string.Join(", ", promises)}.");
        return Array.Find(names, name => !promises.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? throw new BenchmarkException($"--only has '{unknown}', which is no promise; there are {string.Join(", ", promises)}.")
            : names;
    }
}
