using Purchases.Local;

// Parse the command line, build the host, run it. An error that a person can fix prints one line and exits with code 1.
try
{
    return await CommandLine.RunAsync(
        args,
        async (options, stop) =>
        {
            await using var app = LocalApp.Build(options);
            await app.RunAsync(stop);
        });
}
catch (Exception e) when (e is StartupException or SettingsException or UnavailableException)
{
    await Console.Error.WriteLineAsync($"Purchases.Local: {e.Message}");
    return 1;
}
