using Purchases.Core;
using Purchases.Local;
using Purchases.Local.Backup;
using Purchases.Local.Import;

// Read the command line, build the host, run it. Whatever a person can put right ends in one line and exit code 1.
try
{
    return await CommandLine.RunAsync(
        args,
        async (options, stop) =>
        {
            await using var app = LocalApp.Build(options);
            await app.RunAsync(stop);
        },
        ImportCommand.RunAsync,
        ExportCommand.RunAsync,
        BackupCommand.Run);
}
catch (Exception e) when (e is StartupException or SettingsException or UnavailableException)
{
    await Console.Error.WriteLineAsync($"Purchases.Local: {e.Message}");
    return 1;
}
