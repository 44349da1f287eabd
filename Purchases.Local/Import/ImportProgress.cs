using Spectre.Console;

namespace Purchases.Local.Import;

/// <summary>Shows on standard error how far an import is: a bar for a person, a line now and then in a pipe or a log.</summary>
internal static class ImportProgress
{
    /// <param name="import">Imports, and tells how many lines it has dealt with.</param>
    public static Task<ImportSummary> ShowAsync(Stream input, Func<Action<long>, Task<ImportSummary>> import) =>
        Console.IsErrorRedirected ? import(new ProgressLines(Console.Error, input, TimeProvider.System).Tell) : ShowBarAsync(input, import);

    private static Task<ImportSummary> ShowBarAsync(Stream input, Func<Action<long>, Task<ImportSummary>> import) =>
        AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).StartAsync(progress =>
        {
            var task = progress.AddTask("Importing", maxValue: input.CanSeek ? Math.Max(input.Length, 1) : double.MaxValue);
            task.IsIndeterminate = !input.CanSeek;
            return import(lines =>
            {
                task.Value = input.CanSeek ? input.Position : 0;
                task.Description = ProgressLines.Describe(lines);
            });
        });
}
