using System.CommandLine;

namespace Purchases.Benchmarks;

/// <summary>The options of Purchases.Benchmarks, and its --help.</summary>
internal static class Arguments
{
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
        var unset = new BenchmarkOptions();
        var quick = new Option<bool>("--quick") { Description = "Fewer and shorter rounds, smaller data: two minutes at most." };
        var only = new Option<string?>("--only")
        {
            Description = $"Promises to measure, separated by commas: {string.Join(", ", promises)}.",
            HelpName = "NAMES",
        };
        var output = new Option<string>("--out")
        {
            Description = "Directory for results.json and results.svg; made when missing.",
            HelpName = "DIR",
            DefaultValueFactory = _ => unset.Out,
        };
        var data = new Option<string>("--data")
        {
            Description =
                "Existing directory in which the servers keep their data meanwhile. Choose the disk that counts: a buy waits for its sync.",
            HelpName = "DIR",
            DefaultValueFactory = _ => unset.Data,
        };
        var onlyMicro = new Option<bool>("--micro")
        {
            Description = "Run the micro-benchmarks of Core's hot paths instead (BenchmarkDotNet).",
        };
        var root = new RootCommand(
            "Measures what the project promises about speed, as ratios against the nearest thing to a limit on this machine.")
        {
            quick, only, output, data, onlyMicro,
        };
        root.SetAction((parsed, stop) =>
        {
            var options = new BenchmarkOptions
            {
                Quick = parsed.GetValue(quick),
                Only = Names(parsed.GetValue(only), promises),
                Out = parsed.GetValue(output)!,
                Data = parsed.GetValue(data)!,
            };
            if (!parsed.GetValue(onlyMicro)) return measure(options, stop);
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
