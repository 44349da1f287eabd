namespace Purchases.Core;

/// <summary>
/// A setting is missing or malformed. The message is one line: the setting's name, what is wrong and what to do, but no value that may be
/// secret.
/// </summary>
public sealed class SettingsException(string message) : Exception(message);
